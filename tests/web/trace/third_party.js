// Sends two events with npm's epcis2.js, waits for the job, asks for the events again.
// Arguments: address of the interface, token. Prints one line of JSON.
const sdk = require("epcis2.js");

const [, , address, token] = process.argv;
const authorization = `Bearer ${token}`;
sdk.setup({
  apiUrl: `${address}/`,
  headers: { "content-type": "application/json", authorization },
  eventTimeZoneOffset: "+07:00",
});

async function main() {
  const unit = "urn:epc:id:sgtin:8938501.000123.1";
  const shipped = new sdk.ObjectEvent()
    .setEventTime("2026-11-20T08:00:00.000+07:00")
    .addEPC(unit)
    .setAction(sdk.cbv.actionTypes.observe)
    .setBizStep(sdk.cbv.bizSteps.shipping)
    .setReadPoint(new sdk.ReadPoint().setId("urn:epc:id:sgln:8938501.00001.0"));
  const made = new sdk.TransformationEvent()
    .setEventTime("2026-11-20T09:00:00.000+07:00")
    .addInputEPC(unit)
    .addOutputQuantity(
      new sdk.QuantityElement()
        .setEpcClass("urn:epc:class:lgtin:8938501.000001.L1")
        .setQuantity(10)
        .setUom("KGM"),
    );
  const answer = await sdk.capture(new sdk.EPCISDocument().addEvent(shipped).addEvent(made));
  const job = new sdk.CaptureResponse(answer);
  await job.pollForTheCaptureToFinish(100, 200);
  const found = await fetch(`${address}/events?EQ_bizStep=shipping`, { headers: { authorization } });
  const results = (await found.json()).epcisBody.queryResults.resultsBody;
  const ids = results.eventList.map((one) => one.eventID);
  console.log(JSON.stringify({ status: answer.status, success: job.getSuccessStatus(), ids }));
}

main().catch((error) => {
  console.log(JSON.stringify({ error: error.message }));
  process.exit(1);
});
