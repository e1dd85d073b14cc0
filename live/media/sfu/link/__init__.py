"""The bandwidth of one receiver's link: estimated, probed, divided among its pictures. Pure."""
