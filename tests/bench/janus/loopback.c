/* Janus skips loopback interfaces. Preloaded, this makes 127.0.0.1 look like any other, so that a
   benchmark needs no network: every IFF_LOOPBACK flag is cleared in what getifaddrs returns. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ifaddrs.h>
#include <net/if.h>

int getifaddrs(struct ifaddrs **list)
{
	static int (*real)(struct ifaddrs **);
	if (!real)
		real = dlsym(RTLD_NEXT, "getifaddrs");
	int result = real(list);
	if (result == 0)
		for (struct ifaddrs *each = *list; each; each = each->ifa_next)
			each->ifa_flags &= ~IFF_LOOPBACK;
	return result;
}
