"""The Maven project by which `local.servers.apache_kafka` fetches Apache Kafka."""
