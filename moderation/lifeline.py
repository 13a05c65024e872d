"""Processes that end with the one that started them, however it went."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent() -> None:
    """Linux: this process gets SIGTERM when the thread that started it is gone, also by SIGKILL; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def leave_the_terminal(parent: int) -> None:
    """This process has a session of its own and ends with ``parent``, which alone answers a Ctrl-C.

    Until it has handlers of its own, SIGTERM ends it: those it inherited by fork would swallow the signal, and a
    granian worker told to stop while it starts would never end.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(PermissionError):  # it leads a group already
        os.setsid()
    end_with_parent()
    if os.getppid() != parent:  # it went before the line was tied
        os.kill(os.getpid(), signal.SIGTERM)
