"""`python -m nms` is the command `nms`."""

from nms.cli import main

if __name__ == "__main__":
    main()
