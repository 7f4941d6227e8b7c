# attack: the shell's classic fork bomb, while the shell itself goes on
# variant: processes
# interpreter: bash
# expect: cpu_limit
# limits: wall=30000 cpu=1000 processes=16
# leftovers: allowed
# peak-processes: 21
# peak-processes@reduced-user: 100
# note: the first shell does not fork again: bash waits for seconds where it may not
[ -n "$ATTACK_IN_BOX" ] || exit 99
bomb() { bomb | bomb & }
bomb 2>/dev/null &
while :; do :; done
