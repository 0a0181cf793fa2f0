"""UN Comtrade: what customs administrations report of their trade, by partner and product."""
