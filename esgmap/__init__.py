"""Connect the facts a company reports to the disclosures of GRI, SASB, HKEX and Nasdaq, with proof."""

__version__ = "0.1.0"
