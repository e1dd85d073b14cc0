"""Pages, HTTP interface and assembly: what a browser asks for and what joins the parts."""
