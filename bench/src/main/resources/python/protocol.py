"""Answers questions of the benchmark on standard input; PeerProcess says how.

A script registers its work by @case: a function of the arguments that returns what has to be kept
from the timed part, and by `answer` how that is turned into rows. Imports happen before.
"""

import gc
import sys
import time

CASES = {}
PARTS = {}


def case(name, answer, needs=(), part=1.0, before=None):
    """Registers a function; `needs` are modules that must be there, `part` how much of it is done."""

    def register(function):
        CASES[name] = (function, answer, needs, before)
        PARTS[name] = part
        return function

    return register


def _missing(needs):
    for module in needs:
        try:
            __import__(module)
        except ImportError:
            return module
    return None


def _text(cell):
    return "null" if cell is None else str(cell)


def _say(*fields):
    print(*fields, sep="\t", flush=True)


def _run(name, arguments):
    function, answer, _, before = CASES[name]
    prepared = [before(*arguments)] if before else arguments
    gc.collect()
    start = time.perf_counter_ns()
    result = function(*prepared)
    nanos = time.perf_counter_ns() - start
    for row in answer(result):
        _say("row", *map(_text, row))
    _say("lap", nanos, PARTS[name])


def serve():
    for line in sys.stdin:
        verb, name, *arguments = line.rstrip("\n").split("\t")
        if verb == "has":
            lacking = None if name not in CASES else _missing(CASES[name][2])
            if name not in CASES:
                _say("no", "not written")
            elif lacking:
                _say("no", "no " + lacking)
            else:
                _say("yes")
            continue
        try:
            _run(name, arguments)
        except Exception as failure:  # said to whoever asked, who stops
            _say("error", repr(failure).replace("\t", " ").replace("\n", " "))
