"""The confined process in which strangers' photos are developed."""

from farakhan.intake.confined import serve
from farakhan.intake.photos import reencoded

if __name__ == "__main__":
    serve(reencoded)
