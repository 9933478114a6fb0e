"""Plants the faults of faults.txt. See run.sh."""
import sys

import ground


def read(only):
    name = file = before = ''
    for line in (ground.ROOT / 'Tests/mutation/faults.txt').read_text().splitlines():
        if line.startswith('== '):
            name, file = line[3:], ''
        elif line.startswith('- '):
            before = line[2:]
        elif line.startswith('+ '):
            if only in name:
                yield planted(name, file, before, line[2:])
        elif line and not line.startswith('#'):
            file = line


def planted(name, file, before, after):
    text = (ground.ROOT / file).read_text()
    if text.count(before) != 1:
        raise ground.Stop(f"'{name}' no longer fits {file}: it has '{before}' {text.count(before)} times, not once.")
    return ground.Mutant(name, file, text.replace(before, after))


def run(copy):
    faults = list(read(sys.argv[1] if len(sys.argv) > 1 else ''))
    copy.check()
    trial = ground.Trial(copy, 'faults', faults, len(faults))
    trial.run()
    for fault in trial.broken:
        print(f"'{fault.name}' does not compile.", file=sys.stderr)
    if trial.broken:
        return 2
    missed = [fault for fault, outcome in trial.outcomes.items() if outcome != 'caught']
    for fault in missed:
        print(f'MISSED  {fault.name} ({fault.file})')
    print(f'{len(faults) - len(missed)} of {len(faults)} caught')
    return 1 if missed or not faults else 0


if __name__ == '__main__':
    ground.main(run)
