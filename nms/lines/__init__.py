"""Group-customer private lines (集团客户专线): requirement, comparison, design, resources, order life cycle, SLA."""
