"""Pages of the log: they stand above `access`, which says who may see them, and so above the chain itself."""
