module firstbyte/bench/peer

go 1.24
