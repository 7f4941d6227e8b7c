import { startProduct } from '../support/product.js';
import { describeJourneys, EVERY_LOOK } from './support/journeys.js';
import { Tab } from './support/tab.js';

describeJourneys(Tab.of(startProduct), EVERY_LOOK);
