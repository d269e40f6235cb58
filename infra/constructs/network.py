"""The network of the functions and the database."""

from collections.abc import Mapping

from aws_cdk import Annotations, Fn
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from infra.configuration.estate import ExistingVpc

_CALLED_SERVICES = {
    "Lambda": ec2.InterfaceVpcEndpointAwsService.LAMBDA_,
    "Sts": ec2.InterfaceVpcEndpointAwsService.STS,
    "SecretsManager": ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    "Ssm": ec2.InterfaceVpcEndpointAwsService.SSM,
}
"""What functions and event sources call. S3 has a gateway in every network of ours."""
_FLAGS = {"AppConfigData": ec2.InterfaceVpcEndpointAwsService.APPCONFIGDATA}
"""What they call for flags that AppConfig keeps."""


class Network(Construct):
    """A VPC of our own, or a part of an existing one, and the functions' security group in it.

    The functions need ways to the Kafka brokers, to the RBAC service and to the Lambda and Secrets Manager endpoints;
    in a VPC of our own that is NAT gateways, or without these endpoints of the network, and whatever connects it to the
    brokers' network.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        existing: ExistingVpc | None,
        zones: int,
        nat_gateways: int,
        asks_for_flags: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        if existing is None:
            self.vpc: ec2.IVpc = self._new_vpc(zones, nat_gateways)
            self.function_subnets = ec2.SubnetSelection(subnet_group_name="functions")
            self.database_subnets = ec2.SubnetSelection(subnet_group_name="database")
        else:
            self.vpc = self._existing_vpc(existing)
            self.function_subnets = self.database_subnets = ec2.SubnetSelection(subnets=self.vpc.private_subnets)
        self.functions = ec2.SecurityGroup(
            self, "Functions", vpc=self.vpc, description="Functions of the host inventory", allow_all_outbound=True
        )
        if existing is None and nat_gateways == 0:
            self._add_endpoints({**_CALLED_SERVICES, **(_FLAGS if asks_for_flags else {})})

    def _existing_vpc(self, existing: ExistingVpc) -> ec2.IVpc:
        vpc = ec2.Vpc.from_vpc_attributes(
            self,
            "Vpc",
            vpc_id=existing.vpc_id,
            availability_zones=list(existing.availability_zones),
            private_subnet_ids=list(existing.private_subnet_ids),
        )
        Annotations.of(vpc).acknowledge_warning(
            "@aws-cdk/aws-ec2:noSubnetRouteTableId", "nothing here changes the routes of a network that others own"
        )
        return vpc

    def _new_vpc(self, zones: int, nat_gateways: int) -> ec2.IVpc:
        if nat_gateways:
            outside = [_subnets("public", ec2.SubnetType.PUBLIC, 24)]
            functions = ec2.SubnetType.PRIVATE_WITH_EGRESS
        else:
            outside, functions = [], ec2.SubnetType.PRIVATE_ISOLATED
        vpc = ec2.Vpc(
            self,
            "Vpc",
            # Resolved at deploy, so that neither the template nor a cache names zones of one account.
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(zones)],
            nat_gateways=nat_gateways,
            subnet_configuration=[
                *outside,
                _subnets("functions", functions, 20),
                _subnets("database", ec2.SubnetType.PRIVATE_ISOLATED, 24),
            ],
            gateway_endpoints={"S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3)},
        )
        vpc.add_flow_log("Rejected", traffic_type=ec2.FlowLogTrafficType.REJECT)
        return vpc

    def _add_endpoints(self, services: Mapping[str, ec2.InterfaceVpcEndpointAwsService]) -> None:
        """Ways to the AWS services that the functions call, without a way to anything else."""
        for name, service in services.items():
            endpoint = ec2.InterfaceVpcEndpoint(
                self,
                name,
                vpc=self.vpc,
                service=service,
                subnets=self.function_subnets,
                private_dns_enabled=True,
                open=False,
            )
            endpoint.connections.allow_default_port_from(self.functions, "Functions of the host inventory")


def _subnets(name: str, kind: ec2.SubnetType, cidr_mask: int) -> ec2.SubnetConfiguration:
    return ec2.SubnetConfiguration(name=name, subnet_type=kind, cidr_mask=cidr_mask)
