# attack: the shell's classic fork bomb, bounded by a counter
# variant: processes
# interpreter: bash
# expect: ok | wall_limit | runtime_error | cpu_limit
# limits: wall=1500 processes=16
# leftovers: allowed
# stdout: any
# peak-processes: 20
# peak-processes@reduced-user: 100
[ -n "$ATTACK_IN_BOX" ] || exit 99
bomb() { [ "$1" -gt 0 ] || return; bomb $(($1 - 1)) & bomb $(($1 - 1)) & }
bomb 12 2>/dev/null
echo contained
