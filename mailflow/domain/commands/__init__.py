"""What a short reply says in full: an approval, an order, or nothing but thanks."""
