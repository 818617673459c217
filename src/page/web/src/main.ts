// Puts the page together.
import "uplot/dist/uPlot.min.css";
import "./style.css";
import {readPageData} from "./data";
import {element} from "./element";
import {makeFailures, makeHeader, makeOrigin} from "./header";
import {makeRunPage} from "./run_page";
import {makeSweepPage} from "./sweep_page";

const data = readPageData();
const failures = makeFailures(data);
document.getElementById("page")!.append(
    makeHeader(data),
    element("main", {},
        ...(failures ? [failures] : []),
        ...(data.run ? makeRunPage(data.run) : makeSweepPage(data.sweep!)),
        makeOrigin(data)));
