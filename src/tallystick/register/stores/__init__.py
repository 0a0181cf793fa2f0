"""Services, sites and stores: who holds weapons, where, under whose keys."""
