"""A lookup for folded marks that uses their index on both databases: `folded__fits="AB?4*"`."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
class Fits(Lookup):
    """Compare with a pattern in which `?` stands for one character and `*` for any number of them.

    SQLite's GLOB reads such patterns as they are and uses an index up to the first of them; its LIKE, as Django writes
    it, never does. PostgreSQL's LIKE does with the index that Django makes for text.
    """

    lookup_name = "fits"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """Write the comparison."""
        column, given = self.process_lhs(compiler, connection)
        pattern = str(self.rhs).replace("[", "")
        if connection.vendor == "sqlite":
            return f"{column} GLOB %s", (*given, pattern)
        like = pattern.replace("\\", "").replace("%", "").replace("_", "").replace("?", "_").replace("*", "%")
        return f"{column} LIKE %s", (*given, like)
