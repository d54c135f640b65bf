-- A line of which enough is known for shares of its people to mean something: twenty calls on a day on which it calls.
SELECT line FROM of_call WHERE attempts >= 20 * days_used
