"""The interpreter's search for cyclic garbage, kept from walking through the whole program while traps wait."""

import gc

YOUNG = 10_000


def spare_the_standing() -> None:
    """What exists now is taken to stay; searched from now on is only what comes later, and in larger steps.

    A full search holds every thread: half a second over the objects of a started engine on a busy machine, several
    times a minute under load.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
