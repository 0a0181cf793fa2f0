"""`python -m tallystick`: the command, for machines on which it is not on the path."""

from tallystick.cli import main

if __name__ == "__main__":
    main()
