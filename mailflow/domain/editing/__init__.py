"""What somebody changed in minutes that they got by mail and sent back."""
