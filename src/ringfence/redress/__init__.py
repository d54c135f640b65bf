"""Redress: what a person who was called can show, ask for and prove, whether or not her caller runs this house."""
