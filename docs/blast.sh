#!/bin/sh
# A BLAST search of 6,000 reads as 60 jobs on two slots. Half-way the supervisor is killed, and cron starts the next one.
# The joined tables must equal those of one serial search. Needs spool in PATH, a running cron, and Debian's packages ncbi-blast+ and
# bowtie2-examples. Usage: blast.sh EMPTY-DIRECTORY
set -eu
cd "$1"
export SPOOL_DIR="$PWD/spool"
examples=/usr/share/doc/bowtie2/examples

gunzip -c $examples/reference/lambda_virus.fa.gz > genome.fa
gunzip -c $examples/reads/longreads.fq.gz |
    awk 'NR % 4 == 1 { print ">" substr($1, 2) } NR % 4 == 2' > reads.fa
awk 'NR % 200 == 1 { part = sprintf("part.%02d", n++) } { print > part }' reads.fa

for part in part.*; do
    echo "blastn -query $part -subject genome.fa -outfmt 6 -out hits.${part#part.}"
done | spool submit --batch - > ids

spool cron install --slots 2 > log
trap 'spool cron remove >> log' EXIT
trap 'exit 130' INT TERM
spool supervise --slots 2 &
spool wait "$(sed -n 30p ids)"                             # half-way
kill -9 "$(sed -n 's/^pid=//p' spool/supervisor)"
spool wait                                                  # until cron has started another one, and that has done the rest
kill "$(sed -n 's/^pid=//p' spool/supervisor)"

blastn -query reads.fa -subject genome.fa -outfmt 6 -out serial
cat hits.* | cmp - serial
spool status | tail -n 2
echo "$(wc -l < serial) hits in $(wc -l < ids) jobs, as in one search."
