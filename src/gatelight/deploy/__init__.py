"""What Gatelight is in the cloud: names of its parts there, and what they cost."""
