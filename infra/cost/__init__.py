"""What a deployment of some size costs and needs: measured processor time, AWS's list prices, a simulated day.

Called by `make cost`; imports nothing of the deployment but its wiring table and capacities.
"""
