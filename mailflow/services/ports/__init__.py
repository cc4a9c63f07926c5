"""What the use cases need from the world, as protocols; adapters and the fakes of the tests implement them."""
