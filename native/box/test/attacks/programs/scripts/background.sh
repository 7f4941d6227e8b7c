# attack: background jobs with nohup that go on writing
# variant: processes
# interpreter: bash
# expect: ok
# leftovers: needed
[ -n "$ATTACK_IN_BOX" ] || exit 99
trap '' HUP TERM INT
for i in 1 2 3; do
  (trap '' HUP TERM; for n in $(seq 100); do echo x > daemon-was-here; sleep 0.05; done) >/dev/null 2>&1 &
  disown
done
echo contained
