"""Known truth: what parties do, what they would say of it, and how well that is seen through."""
