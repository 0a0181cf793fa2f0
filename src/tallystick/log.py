"""What the package says while it works, for whoever asks: `logging` under the name `tallystick`."""

import logging
import sys


def enable(level: int = logging.INFO) -> None:
    """Send the package's own messages to stderr; other loggers are not touched."""
    logger = logging.getLogger("tallystick")
    logger.setLevel(level)
    if not any(isinstance(handler, logging.StreamHandler) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
