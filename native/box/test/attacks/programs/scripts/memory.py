# attack: a MemoryError that is caught, over and over
# variant: run
# interpreter: python3
# expect: memory_limit
# limits: memory=96MiB space=as cpu=4000 wall=8000
# peak-memory: 128MiB
import os, sys

if 'ATTACK_IN_BOX' not in os.environ:
    sys.exit(99)
blocks = []
total = 0
for attempt in range(2000):
    try:
        blocks.append(bytearray(1 << 20))
        total += 1
    except MemoryError:
        if attempt % 200 == 0:
            blocks.pop()
print('ESCAPED: %d MiB' % total if total > 160 else 'contained')
