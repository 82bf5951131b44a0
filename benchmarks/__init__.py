"""What Solieu costs, side by side with the usual ways: `make bench`. No part of the program; nothing imports it."""
