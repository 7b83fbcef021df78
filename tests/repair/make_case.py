#!/usr/bin/env python3
"""make_case.py [--pristine] ID DIR: writes the package of a case of cases.json, with its fault, into
DIR (which must not exist), ready to run its check, and prints the check. --pristine omits the
fault."""

import argparse
import os
import sys

import cases


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pristine", action="store_true")
    parser.add_argument("id")
    parser.add_argument("dir")
    arguments = parser.parse_args()
    if os.path.exists(arguments.dir):
        sys.exit(f"make_case.py: {arguments.dir} exists")
    for case in cases.cases():
        if case["id"] == arguments.id:
            package = cases.packages()[case["package"]]
            cases.unpack(package, arguments.dir)
            if not arguments.pristine:
                cases.apply(case, arguments.dir)
            print(package["check"])
            return
    sys.exit(f"make_case.py: no case {arguments.id}")


if __name__ == "__main__":
    main()
