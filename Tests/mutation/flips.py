"""Draws operator flips. See flips.sh."""
import random
import re
import sys

import ground

DEMANDED = 0.8

# What is no code, and so is not flipped: comments, strings and characters, preprocessor lines, attributes on a line of their own.
NO_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|"""(?:.|\n)*?"""|[$]?@"(?:[^"]|"")*"|[$]?"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ ]*#[^\n]*|^[ ]*\[[A-Z][^\n]*\][ ]*$',
    re.DOTALL | re.MULTILINE)

SWAPS = {
    '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==', '&&': '||', '||': '&&',
    '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '++': '--', '--': '++', 'true': 'false', 'false': 'true',
}
CODE = re.compile(
    r'(?P<binary>(?<=[ ])(?:[-+*/%]|[<>]=?|[=!]=|&&|\|\||[-+*/]=)(?=[ \n]))'  # with blanks around, as the style demands: no <T>
    r'|(?P<step>\+\+|--)|(?P<truth>\b(?:true|false)\b)'
    r'|(?P<sign>(?<=[ (\[])[-!](?=[\w(]))'
    r'|(?P<number>(?<![\w.])(?:0x[\dA-Fa-f_]+|\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)[fFdDmMuUlL]*\b)')

# A default argument is compiled into who leaves it out: here the tests, which are not compiled again.
DEFAULT = re.compile(r'(?:(?<!for )\(|,)\s*[\w<>?]+ \w+ = -?$')


def candidates():
    for name, content in ground.sources():
        if name.endswith('.cs') and name.startswith(('Layers/', 'Optimizers/')):
            text = content.decode()
            code = NO_CODE.sub(lambda match: re.sub(r'[^\n]', '~', match.group()), text)
            yield from ((name, text, match) for match in CODE.finditer(code))


def flipped(match, draw):
    if match['number']:
        return f'({match.group()} {draw.choice("+-")} 1)'
    return '' if match['sign'] else SWAPS[match.group()]


def flips(seed):
    draw = random.Random(seed)
    drawn = list(candidates())
    draw.shuffle(drawn)
    for name, text, match in drawn:
        if DEFAULT.search(text[:match.start()][-200:]):
            continue
        line = text.count('\n', 0, match.start()) + 1
        column = match.start() - text.rfind('\n', 0, match.start())
        to = flipped(match, draw)
        yield ground.Mutant(f"{name}:{line}:{column} '{match.group()}' -> '{to}'", name, text[:match.start()] + to + text[match.end():])


def changed_lines(flip):
    before = (ground.ROOT / flip.file).read_text().splitlines()
    return next((old.strip(), new.strip()) for old, new in zip(before, flip.text.splitlines()) if old != new)


def run(copy):
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    copy.check()
    trial = ground.Trial(copy, f'flips-{seed}', flips(seed), wanted)
    trial.run()
    survivors = [flip for flip, outcome in trial.outcomes.items() if outcome != 'caught']
    for flip in sorted(survivors):
        print('\n{}\n    - {}\n    + {}'.format(flip.name, *changed_lines(flip)))
    score = 1 - len(survivors) / len(trial.outcomes)
    print(f'\n{len(trial.outcomes)} flips (and {len(trial.broken)} that do not compile), seed {seed}: {len(survivors)} survive, score {100 * score:.0f} %')
    return 0 if score >= DEMANDED else 1


if __name__ == '__main__':
    ground.main(run)
