"""Tables of any size on Spark: a session on this machine, or on the cluster that the environment names.

The steps are the same Narwhals expressions as on this machine. What is fitted on their sums comes to the driver.
"""

import importlib.util
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Frame, Keyed
from tallystick.engine.local import schema
from tallystick.errors import UsageError
from tallystick.model.tables import Table

if TYPE_CHECKING:  # it takes a second to load, and only this engine needs it
    from pyspark.sql import SparkSession

_MASTER: Final = "SPARK_MASTER"
"""Environment variable that names a cluster; what spark-submit names goes before, this machine after."""
_HERE: Final = "local[*]"
_PARTS_HERE: Final = 8
"""Parts of a shuffle on one machine; Spark's 200 are meant for a cluster and cost more than the work."""
_DEFAULTS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # the same day everywhere, whatever the clocks of the machines say
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


def start() -> "Spark":
    """Start a session, or join the one that spark-submit started.

    Raises:
        UsageError: if pyspark or Java is missing; with what to install.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise UsageError(
            "the engine spark needs pyspark, which is not installed: pip install 'tallystick[spark]'"
        )
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise UsageError(
            "the engine spark needs Java 17, and no `java` is on the path: install it "
            "(Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
        )
    from pyspark.sql import SparkSession  # noqa: PLC0415

    builder = SparkSession.builder.appName("tallystick")
    for name, value in _DEFAULTS.items():
        builder = builder.config(name, value)
    if SparkSession.getActiveSession() is None and "PYSPARK_GATEWAY_PORT" not in os.environ:
        master = os.environ.get(_MASTER, _HERE)
        builder = builder.master(master)
        if master.startswith("local"):
            builder = builder.config("spark.sql.shuffle.partitions", _PARTS_HERE)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return Spark(session)


class Spark:
    """One Spark session; paths must mean the same to the driver and to every worker."""

    def __init__(self, session: "SparkSession") -> None:
        """Take a session."""
        self.session = session

    def scan(self, path: Path, separator: str | None) -> Frame:
        """Read a Parquet file, or a CSV file with this separator as text; rows have no order and no number here."""
        name = str(path.absolute())
        if separator is None:
            return _frame(self.session.read.parquet(name))
        rows = self.session.read.csv(
            name, encoding="UTF-8", header=True, sep=separator, multiLine=True, escape='"', mode="FAILFAST"
        )
        return _frame(rows)

    def bring(self, table: pl.DataFrame) -> Frame:
        """Hand a small table to all workers."""
        return _frame(self.session.createDataFrame(table.to_arrow(compat_level=pl.CompatLevel.oldest())))

    def fetch(self, frame: Frame) -> pl.DataFrame:
        """Compute a result and bring it to the driver."""
        return pl.DataFrame(frame.to_native().toArrow())

    def held(self, frame: Frame, words: Sequence[str]) -> Frame:  # noqa: ARG002
        """Leave rows where they are: what a cluster can hold is for whoever runs it to say."""
        return frame

    def keyed(self, frame: Frame, *groups: Sequence[str]) -> Keyed:
        """Leave texts as they are: Spark groups by them as they are."""
        return Keyed(frame, tuple(map(tuple, groups)))

    def spelt(self, frame: Frame, keyed: Keyed) -> Frame:  # noqa: ARG002
        """Leave rows as they are: nothing was written shorter."""
        return frame

    def kept(self, frame: Frame, order: str, words: Sequence[str]) -> Frame:  # noqa: ARG002
        """Compute rows once and hold them on the workers; order is made when they are written."""
        return _frame(frame.to_native().persist())

    def write(
        self,
        table: Table,
        rows: Frame,
        made: Callable[[Frame], Frame],
        folder: Path,
        instead: pl.DataFrame | None = None,
    ) -> int:
        """Write a folder of Parquet parts, sorted from part to part."""
        folder.mkdir(parents=True, exist_ok=True)
        columns = [nw.col(name).cast(_KIND[kind]) for name, kind in schema(table).items()]
        found = made(rows).select(*columns)
        if instead is not None:
            others = self.bring(instead).select(*columns)
            key = list(table.sorted_by)
            found = nw.concat([found.join(others.select(*key), on=key, how="anti"), others])
        found = found.sort(*table.sorted_by)
        target = folder / f"{table.name}.parquet"
        if target.is_file():
            target.unlink()
        found.to_native().write.mode("overwrite").option("compression", "zstd").parquet(
            str(target.absolute())
        )
        return int(self.fetch(rows.select(nw.len()))[0, 0])


def _frame(rows: Any) -> Frame:  # noqa: ANN401  pyspark's own types differ by version
    return cast("Frame", nw.from_native(rows))


_KIND: Final[dict[Any, Any]] = {
    pl.String: nw.String,
    pl.Int64: nw.Int64,
    pl.Float64: nw.Float64,
    pl.Date: nw.Date,
    pl.Boolean: nw.Boolean,
}
