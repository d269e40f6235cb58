"""Tests of the deployment: of the templates and assets that `cdk synth` makes."""
