"""What is printed: Markdown that can go into `benches/README.md` as it is."""
import datetime
import os


def circumstances(engines):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    versions = ", ".join(f"{engine.name} {engine.version}" for engine in engines)
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
          f"load {os.getloadavg()[0]:.1f} at the start. {versions}.\n")


def heading(name, size, form, file, mode):
    print(f"### {name}, {size:,} datasets, {form} ({file.stat().st_size / 1e6:,.1f} MB), {mode}\n", flush=True)


def rows(runs):
    """One row per run; the ratios are to the first one."""
    print("| engine | wall s | CPU s | peak MiB | phases, s | wall × | CPU × | memory × | results |")
    print("|---|--:|--:|--:|---|--:|--:|--:|---|")
    for run in runs:
        if run.found is None:
            print(f"| {run.engine.name} | | | | | | | | {run.agreement} |")
            continue
        phases = ", ".join(f"{name} {float(seconds):.2f}" for name, seconds in run.phases.items())
        usage = run.usage
        print(f"| {run.engine.name} | {usage['wall']:.2f} | {usage['cpu']:.2f} | {usage['memory']:,.0f} "
              f"| {phases} | {ratios(usage, runs[0])} | {run.agreement} |")
    print(flush=True)


def ratios(usage, first):
    if first.found is None:
        return " | | "
    return " | ".join(f"{usage[key] / max(first.usage[key], 0.01):.1f}" for key in ("wall", "cpu", "memory"))
