"""How the points of the award are made: rulebooks, arithmetic and judgement aids, without I/O."""
