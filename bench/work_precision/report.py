#!/usr/bin/env python3
"""Table and pictures of work_precision results.

usage: report.py RESULT.json... [--svg FOLDER] [--all FILE]

For each result: the time of each contender at an achieved error of 1e-4 and of 1e-6 (log-log
interpolation between its measurements, none outside them), and how many times faster our best is than
the best baseline and than CVODE with KLU. The table is Markdown on stdout; the pictures need gnuplot.
"""
import argparse
import json
import math
import pathlib
import subprocess

TARGETS = (1e-4, 1e-6)


def time_at(points, error):
    """Seconds at an achieved error: the least over all segments of the curve that reach it."""
    usable = [p for p in points if p["error"] and p["seconds"]]
    best = None
    for a, b in zip(usable, usable[1:]):
        low, high = sorted((a, b), key=lambda p: p["error"])
        if not low["error"] <= error <= high["error"]:
            continue
        if low["error"] == high["error"]:
            seconds = min(low["seconds"], high["seconds"])
        else:
            share = math.log(error / low["error"]) / math.log(high["error"] / low["error"])
            seconds = math.exp((1 - share) * math.log(low["seconds"]) + share * math.log(high["seconds"]))
        best = seconds if best is None else min(best, seconds)
    if best is None:  # already better than asked at its loosest tolerance: that is what it costs
        better = [p["seconds"] for p in usable if p["error"] <= error]
        best = min(better, default=None)
    return best


def curves(result):
    grouped = {}
    for m in result["measurements"]:
        grouped.setdefault(m["contender"], []).append(m)
    return grouped


def milliseconds(seconds):
    return "-" if seconds is None else f"{1e3 * seconds:.3g}"


def is_ours(name):
    return not name.startswith("CVODE ")


def rows(result):
    grouped = curves(result)
    for target in TARGETS:
        times = {name: time_at(points, target) for name, points in grouped.items()}
        ours = {n: t for n, t in times.items() if is_ours(n) and t}
        base = {n: t for n, t in times.items() if not is_ours(n) and t}
        best_ours = min(ours, key=ours.get, default=None)
        best_base = min(base, key=base.get, default=None)
        klu = times.get("CVODE KLU(AMD)")
        auto = times.get(result["auto"])

        def ratio(a, b):
            return f"{a / b:.1f}" if a and b else "-"

        yield [f"{result['model']} ({result['states']})", result["kind"], f"{target:.0e}",
               f"{milliseconds(base.get(best_base))} {best_base or ''}", milliseconds(klu),
               f"{milliseconds(ours.get(best_ours))} {best_ours or ''}",
               f"{milliseconds(auto)} {result['auto']}",
               ratio(base.get(best_base), ours.get(best_ours)), ratio(klu, ours.get(best_ours)),
               ratio(auto, ours.get(best_ours))]


def picture(result, folder):
    grouped = curves(result)
    stem = f"{result['model']}_{result['kind']}"
    script = [
        "set terminal svg size 800,560 dynamic font 'sans,14' background '#ffffff'",
        f"set output '{folder / (stem + '.svg')}'",
        "set logscale xy", "set format x '10^{%L}'", "set format y '10^{%L}'", "set grid",
        "set xlabel 'achieved error (median over draws)' ",
        "set ylabel 'CPU time per simulation [ms]'", "set xrange [*:*] reverse",
        f"set title '{result['model']}: {result['states']} states, {result['kind']}' noenhanced",
        "set key outside right noenhanced",
    ]
    plots = []
    for i, (name, points) in enumerate(grouped.items()):
        lines = [f"{p['error']} {1e3 * p['seconds']}" for p in points if p["error"] and p["seconds"]]
        if not lines:
            continue
        script += [f"$d{i} << END", *lines, "END"]
        style = "lw 2.5" if is_ours(name) else "lw 1.5 dt 2"
        plots.append(f"$d{i} with linespoints {style} pt {i + 4} title '{name}'")
    script.append("plot " + ", ".join(plots))
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+", type=pathlib.Path)
    parser.add_argument("--svg", type=pathlib.Path)
    parser.add_argument("--all", type=pathlib.Path, help="write all results into one JSON file")
    options = parser.parse_args()
    head = ["model (states)", "kind", "error", "best baseline [ms]", "KLU [ms]", "best of ours [ms]",
            "auto [ms]", "vs best", "vs KLU", "auto / best of ours"]
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    results = [json.loads(path.read_text()) for path in options.results]
    if options.all:
        options.all.write_text(json.dumps(results, indent=1) + "\n")
    for result in results:
        for row in rows(result):
            print("| " + " | ".join(row) + " |")
        if options.svg:
            options.svg.mkdir(parents=True, exist_ok=True)
            picture(result, options.svg)


if __name__ == "__main__":
    main()
