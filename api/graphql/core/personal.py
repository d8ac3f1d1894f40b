"""Fields whose answer depends on who asks; subscribers whose documents select one do not share executions."""

from strawberry.schema_directive import Location, schema_directive


@schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="personal",
    description="The answer depends on who asks. A subscription that selects such a field is executed for each person.",
)
class Personal:
    pass
