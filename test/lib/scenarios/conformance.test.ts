import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { transferPlan } from '../../../lib/scenarios/transfer/plan.ts';
import { scenarioConformance } from '../../conformance/scenario.ts';
import { echoPlan } from '../../scenario/echo/plan.ts';

scenarioConformance(transferPlan, selectionFrom('local', { sizes: '1KB..10MB' }));
scenarioConformance(transferPlan, selectionFrom('quick'));
scenarioConformance(echoPlan, { ...selectionFrom('local'), scenario: 'echo' });
