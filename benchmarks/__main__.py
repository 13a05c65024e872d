"""``python -m benchmarks [NAME …]``: this machine, then every benchmark or those named, one after the other."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

import benchmarks


def main(wanted: list[str]) -> int:
    """Everything asked for is printed; a benchmark that measures badly fails nothing."""
    known = {
        found.name: module
        for found in pkgutil.iter_modules(benchmarks.__path__)
        if found.name != "__main__" and hasattr(module := importlib.import_module(f"benchmarks.{found.name}"), "main")
    }
    if unknown := set(wanted) - known.keys():
        print(f"no benchmark is named {', '.join(sorted(unknown))}: there are {', '.join(known)}", file=sys.stderr)
        return 1
    print(machine())
    for name in wanted or known:
        print(f"\n== {name}: {(known[name].__doc__ or '').splitlines()[0]}", flush=True)
        known[name].main()
    return 0


def machine() -> str:
    """Processor, cores, system, Python and how busy it all is."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(names, platform.machine())
    load, _, _ = os.getloadavg()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {system}, load {load:.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
