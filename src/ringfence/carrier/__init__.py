"""The carrier's gate: should this line go on ringing people?"""
