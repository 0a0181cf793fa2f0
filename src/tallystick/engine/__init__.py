"""Where tables are computed: Polars on this machine; Spark comes later behind the same functions."""
