"""The Comprehensive Nuclear-Test-Ban Treaty."""
