#!/usr/bin/env bash
# Three hosts made of network namespaces, joined by a switch; mpirun starts one rank on each as it does over ssh, and they must leave the files
# of one process. With RATE the network is as slow as that (tc), and with DELAY as far away, where the kernel can; then the bytes that left
# each host are printed beside what the exchange counted.
#
#     Tests/distributed/hosts.sh [PRESET…]                  robust-0.1 unless given
#     RATE=1gbit DELAY=1ms Tests/distributed/hosts.sh …     a slow network; DELAY needs the kernel's sch_netem
#     SCRATCH=FILE …                                        another build of the tool; BUILT=1 takes the Release build that is there
#
# It needs root or sudo. Where namespaces aren't permitted it says so and exits with 0, or with 1 where SCRATCH_REQUIRE_OPTIONAL is 1 and
# they are.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
name=mpi$$ # of what is made, so that two of these can run
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
tidy() {
    for i in 1 2 3 s; do $as_root ip netns del "$name$i"; done 2>"$work/none" || true
    rm -rf "$work"
}
trap tidy EXIT

if ! $as_root ip netns add "${name}s" 2>"$work/log"; then
    echo "skipped: network namespaces are not permitted here ($(tail -n1 "$work/log"))"
    exit 0
fi
$as_root ip -n "${name}s" link add switch type bridge
$as_root ip -n "${name}s" link set switch up
for i in 1 2 3; do
    $as_root ip netns add "$name$i"
    $as_root ip link add eth0 netns "$name$i" type veth peer name "port$i" netns "${name}s"
    $as_root ip -n "${name}s" link set "port$i" master switch up
    $as_root ip -n "$name$i" addr add "10.77.0.$i/24" dev eth0
    $as_root ip -n "$name$i" link set eth0 up
    $as_root ip -n "$name$i" link set lo up
    if [ -n "${RATE:-}" ]; then
        $as_root ip netns exec "$name$i" tc qdisc add dev eth0 root handle 1: tbf rate "$RATE" burst 256k latency 50ms
    fi
    if [ -n "${DELAY:-}" ] \
        && ! $as_root ip netns exec "$name$i" tc qdisc add dev eth0 $([ -n "${RATE:-}" ] && echo parent 1:1 || echo root) netem delay "$DELAY" 2>"$work/log"; then
        echo "no delay: this kernel has no sch_netem ($(tail -n1 "$work/log"))"
    fi
done

# In the place of ssh: enters the namespace of the host, under its name. mpirun gives it host and command.
cat >"$work/enter" <<'SH'
#!/bin/sh
host=$1
shift
exec ip netns exec "$host" unshare --uts sh -c "hostname $host; exec $*"
SH
chmod +x "$work/enter"
hosts() { # COMMAND…: a rank on each host
    # Not the addresses of the machine that all three are; and memory that they share is none between hosts.
    $as_root "$work/enter" "${name}1" mpirun --host "${name}1,${name}2,${name}3" --map-by node -n 3 \
        --mca plm rsh --mca plm_rsh_agent "$work/enter" --mca btl tcp,self \
        --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24 -x SCRATCH_SHARE_ALL "$@"
}
sent() { # of all hosts, bytes
    for i in 1 2 3; do $as_root ip netns exec "$name$i" cat /sys/class/net/eth0/statistics/tx_bytes; done | paste -sd' '
}

presets=("$@")
[ $# -gt 0 ] || presets=(robust-0.1)
digits "$work/data" "${TRAINING:-300}" 40
for preset in "${presets[@]}"; do
    mapfile -t options < <(short "$preset")
    "$scratch" train "${options[@]}" --threads 1 --out "$work/$preset" >"$work/log" 2>&1
    expected=$(sums "$work/$preset")
    start=$SECONDS
    hosts "$scratch" train "${options[@]}" --threads 1 --out "$work/$preset-3" >"$work/log" 2>&1 || tail -n 5 "$work/log"
    requires_same "$preset on three hosts${RATE:+ at $RATE} in $((SECONDS - start)) s" "$work/$preset-3" "$expected"
    echo "       bytes that left the hosts since they were made: $(sent)"
    /usr/bin/python3 "$root/Tests/distributed/figures.py" "$work/$preset/report.json" "$work/$preset-3/report.json"
done
echo "$failures failed"
[ "$failures" = 0 ]
