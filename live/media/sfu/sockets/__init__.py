"""The media port: sockets, many datagrams in one system call, addresses as the kernel has them."""
