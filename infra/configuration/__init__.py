"""Choices of an operator: `deployment` reads them from the CDK's context, checked once, with a module for each subject.

Used by the constructs, the checks and the model of costs; imports the wiring table, and knows no AWS construct.
"""
