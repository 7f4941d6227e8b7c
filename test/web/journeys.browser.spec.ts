import { startProduct } from '../support/product.js';
import { describeJourneys } from './support/journeys.js';
import { Tab } from './support/tab.js';

describeJourneys(Tab.of(startProduct), ['phone', 'desk']);
