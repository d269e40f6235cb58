"""The network of the functions and the database."""

from aws_cdk import Annotations, Fn
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from infra.configuration import ExistingVpc


class Network(Construct):
    """A VPC of our own, or a part of an existing one, and the functions' security group in it.

    The functions need ways to the Kafka brokers, to the RBAC service and to the Lambda and Secrets Manager endpoints;
    in a VPC of our own that is a NAT gateway and whatever connects it to the brokers' network.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, existing: ExistingVpc | None, zones: int, nat_gateways: int
    ) -> None:
        super().__init__(scope, construct_id)
        if existing is None:
            self.vpc: ec2.IVpc = self._new_vpc(zones, nat_gateways)
            self.function_subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS)
            self.database_subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        else:
            self.vpc = self._existing_vpc(existing)
            self.function_subnets = self.database_subnets = ec2.SubnetSelection(subnets=self.vpc.private_subnets)
        self.functions = ec2.SecurityGroup(
            self, "Functions", vpc=self.vpc, description="Functions of the host inventory", allow_all_outbound=True
        )

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
        vpc = ec2.Vpc(
            self,
            "Vpc",
            # Resolved at deploy, so that neither the template nor a cache names zones of one account.
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(zones)],
            nat_gateways=nat_gateways,
            subnet_configuration=[
                _subnets("public", ec2.SubnetType.PUBLIC, 24),
                _subnets("functions", ec2.SubnetType.PRIVATE_WITH_EGRESS, 20),
                _subnets("database", ec2.SubnetType.PRIVATE_ISOLATED, 24),
            ],
            gateway_endpoints={"S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3)},
        )
        vpc.add_flow_log("Rejected", traffic_type=ec2.FlowLogTrafficType.REJECT)
        return vpc


def _subnets(name: str, kind: ec2.SubnetType, cidr_mask: int) -> ec2.SubnetConfiguration:
    return ec2.SubnetConfiguration(name=name, subnet_type=kind, cidr_mask=cidr_mask)
